export function withMeasured(document: string, machine: string, text: string): string;
export function writeMeasured(machine: string, text: string): Promise<void>;
