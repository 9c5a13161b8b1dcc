// Preloaded into Microsoft's Playground, which listens on every address of the machine: here it listens on this machine alone.
const net = require("net");
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (first, ...rest) {
  const done = rest.find((each) => typeof each === "function");
  if (typeof first === "number" || /^\d+$/.test(String(first))) {
    return listen.call(this, { port: Number(first), host: "127.0.0.1" }, ...(done ? [done] : []));
  }
  return listen.call(this, first && typeof first === "object" && "port" in first ? { ...first, host: "127.0.0.1" } : first, ...rest);
};
