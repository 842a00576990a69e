/** Why Transformers is not here; null: it is. */
export function absenceOfTransformers(): string | null;
/** Its answer to a request, as released.py reads it. */
export function askTransformers(request: object): unknown;
/** Its answers about exported models, as exported.py reads the requests. */
export function askOfExported(requests: readonly object[]): unknown[];
/** Folder of real data beside the repository; null: there is none. */
export function sharedData(): string | null;
