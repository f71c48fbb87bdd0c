/** 8 Mbit/s at 30 frames a second. */
export const frameBytes = 33_333
export const frameIntervalMs = 1000 / 30
/** Length, number, and time of sending stand at the head of each frame. */
export const frameHeadBytes = 16
