/** The JSON Schema of experiment files, for editors: completion, hover texts, red lines. */
import { EXPERIMENT_JSON, FACTOR_PATHS, jsonNodeAt, type JsonNode } from './options.js';

/** The schema, with the options that a sweep may vary, and their levels, spelled out. A new object each time. */
export function experimentJsonSchema(): object {
  const schema = structuredClone(EXPERIMENT_JSON) as JsonNode & { properties: Record<string, object> };
  const sweep = schema.properties['sweep'] as { properties: Record<string, object> };
  const factors = Object.fromEntries(FACTOR_PATHS.map((path) => [path, jsonNodeAt(path.split('.')) ?? {}]));
  const levels = (option: JsonNode) => ({ type: 'array', minItems: 1, uniqueItems: true, items: option });
  sweep.properties['factors'] = {
    ...sweep.properties['factors'],
    propertyNames: { enum: FACTOR_PATHS },
    properties: Object.fromEntries(Object.entries(factors).map(([path, option]) => [path, levels(option)])),
  };
  sweep.properties['variants'] = {
    ...sweep.properties['variants'],
    additionalProperties: { type: 'object', properties: factors, additionalProperties: false },
  };
  const hypotheses = schema.properties['hypotheses'] as {
    additionalProperties: { properties: Record<string, object> };
  };
  const { properties } = hypotheses.additionalProperties;
  properties['factor'] = { ...properties['factor'], enum: FACTOR_PATHS };
  return { ...schema, title: 'Reprise experiment' };
}

/** The text of experiments/experiment.schema.json. */
export function experimentJsonSchemaText(): string {
  return `${JSON.stringify(experimentJsonSchema(), null, 2)}\n`;
}
