// Loaded into a process whose clock is to be a minute ahead.
const now = Date.now.bind(Date);
Date.now = () => now() + 60_000;
