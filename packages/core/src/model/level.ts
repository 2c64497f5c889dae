/** How grave a warning is, gravest first: 一级(红色) 二级(橙色) 三级(黄色) 四级(蓝色). */
export const LEVELS = ['red', 'orange', 'yellow', 'blue'] as const
export type Level = (typeof LEVELS)[number]

/** 4 for red down to 1 for blue: greater is graver. */
export const GRAVITY: Record<Level, number> = { red: 4, orange: 3, yellow: 2, blue: 1 }

export function graver(a: Level, b: Level): boolean {
  return GRAVITY[a] > GRAVITY[b]
}
