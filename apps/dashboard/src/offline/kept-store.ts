/** One value that outlives the page, in this browser. All of it may fail: a browser without storage loses nothing but this. */
const DATABASE = 'tocsin'
const STORE = 'kept'

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

async function within<T>(
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open()
  try {
    return await new Promise<T>((resolve, reject) => {
      const request = ask(database.transaction(STORE, mode).objectStore(STORE))
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  } finally {
    database.close()
  }
}

export const keptStore = {
  read: (key: string): Promise<unknown> => within('readonly', (store) => store.get(key)),
  write: (key: string, value: unknown): Promise<unknown> =>
    within('readwrite', (store) => store.put(value, key)),
  remove: (key: string): Promise<unknown> => within('readwrite', (store) => store.delete(key)),
}
