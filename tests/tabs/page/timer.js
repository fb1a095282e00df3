// Timers of a worker run on time where those of a page do not.
onmessage = ({ data: [id, ms] }) => setTimeout(() => postMessage(id), ms);
