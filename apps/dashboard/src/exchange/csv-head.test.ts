import { expect, it } from 'vitest'
import { columnsOf } from './csv-head.ts'

it('finds the columns behind comments and lines about the file, and the first value of each', () => {
  const text = '# about\nStation;F1204\nt;v;v\n2015-12-01;;\n2015-12-02;1,5;"x"\n'
  expect(columnsOf(text, 2, '#')).toEqual([
    { name: 't', example: '2015-12-01' },
    { name: '#2', example: '1,5' },
    { name: '#3', example: 'x' },
  ])
  expect(columnsOf(text, 9, '#')).toEqual([])
})
