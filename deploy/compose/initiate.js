// Makes the replica set and the bot's account, or finds them made. Run on the first member, as MongoDB lets nobody else do it.
const password = require("fs").readFileSync("/run/secrets/mongo_password", "utf8").trim();
const members = ["mongo1", "mongo2", "mongo3"].map((name, n) => ({ _id: n, host: `${name}:27017`, priority: n === 0 ? 2 : 1 }));

try {
  rs.initiate({ _id: "debrief", members });
} catch (error) {
  // 23: it is initiated; 13: it is, and there is an account already.
  if (![13, 23].includes(error.code)) throw error;
}
while (!db.hello().isWritablePrimary) sleep(500);
const admin = db.getSiblingDB("admin");
try {
  admin.createUser({
    user: "debrief",
    pwd: password,
    roles: [{ role: "readWrite", db: "debrief" }],
  });
} catch (error) {
  if (![13, 51003].includes(error.code)) throw error; // there is one, so we may not, or need not
}
