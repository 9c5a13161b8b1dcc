"""From the chat into the browser: a link that signs a person in, once, to a page of their own."""
