// what this browser keeps is known in the browser alone
export const ssr = false;
