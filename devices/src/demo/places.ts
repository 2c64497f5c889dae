import type { PlaceBody } from '@tocsin/contract'

type Corner = [longitude: number, latitude: number]

const village = (name: string, area: string, [longitude, latitude]: Corner, size = 0.009): PlaceBody => ({
  kind: 'village',
  name,
  area: `lushan/${area}`,
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [longitude - size, latitude - size * 0.5],
        [longitude - size * 0.3, latitude - size * 0.8],
        [longitude + size * 0.9, latitude - size * 0.4],
        [longitude + size, latitude + size * 0.4],
        [longitude + size * 0.1, latitude + size * 0.8],
        [longitude - size * 0.8, latitude + size * 0.5],
        [longitude - size, latitude - size * 0.5],
      ],
    ],
  },
})

/** What the map of the demonstration shows besides its stations. Every place is invented. */
export const DEMO_PLACES: readonly PlaceBody[] = [
  {
    kind: 'river',
    name: '白河',
    geometry: {
      type: 'LineString',
      coordinates: [
        [110.071, 31.334],
        [110.082, 31.321],
        [110.094, 31.309],
        [110.103, 31.299],
        [110.108, 31.292],
        [110.112, 31.284],
        [110.117, 31.277],
        [110.1215, 31.2715],
        [110.131, 31.267],
        [110.142, 31.266],
        [110.154, 31.262],
        [110.167, 31.253],
        [110.181, 31.249],
        [110.194, 31.243],
        [110.207, 31.2405],
        [110.224, 31.233],
      ],
    },
  },
  village('新村', 'xincun', [110.128, 31.277]),
  village('东乡村', 'dongxiang', [110.2, 31.247]),
  village('上坪村', 'shangping', [110.088, 31.322]),
  village('城关社区', 'chengguan', [110.157, 31.2475]),
  village('石门村', 'shimen', [110.098, 31.262]),
  village('高岭村', 'gaoling', [110.168, 31.288]),
  {
    kind: 'danger-zone',
    name: '坝下河滩',
    area: 'lushan/xincun/baxia',
    note: '水库下游 2 km，6 户 23 人',
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [110.1135, 31.2815],
          [110.1165, 31.2755],
          [110.1215, 31.27],
          [110.127, 31.2675],
          [110.1285, 31.27],
          [110.1235, 31.2735],
          [110.1195, 31.279],
          [110.116, 31.283],
          [110.1135, 31.2815],
        ],
      ],
    },
  },
  {
    kind: 'shelter',
    name: '新村小学',
    area: 'lushan/xincun',
    capacity: 180,
    geometry: { type: 'Point', coordinates: [110.1335, 31.2785] },
  },
  {
    kind: 'shelter',
    name: '东乡文化站',
    area: 'lushan/dongxiang',
    capacity: 90,
    geometry: { type: 'Point', coordinates: [110.204, 31.2495] },
  },
  {
    kind: 'route',
    name: '河滩至小学',
    area: 'lushan/xincun',
    geometry: {
      type: 'LineString',
      coordinates: [
        [110.1195, 31.276],
        [110.123, 31.2785],
        [110.1275, 31.2775],
        [110.131, 31.2795],
        [110.1335, 31.2785],
      ],
    },
  },
  {
    kind: 'team',
    name: '白河抢险队',
    area: 'lushan/chengguan',
    capacity: 24,
    geometry: { type: 'Point', coordinates: [110.146, 31.2465] },
  },
  {
    kind: 'store',
    name: '新村物资点',
    area: 'lushan/xincun',
    note: '编织袋 2000 条，冲锋舟 1 艘',
    geometry: { type: 'Point', coordinates: [110.1385, 31.2715] },
  },
]
