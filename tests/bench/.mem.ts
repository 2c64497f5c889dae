import { memoryAfter } from '/work/wt-judgefix/tests/bench/rules.ts'

console.log(JSON.stringify(memoryAfter(10000, 60000)))
