export const look = () => {};
