import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { experimentJsonSchema, experimentJsonSchemaText } from '../../src/experiment/json-schema.js';
import { jsonNodeAt, OPTION_PATHS, type JsonNode } from '../../src/experiment/options.js';
import { loadExperiment } from '../../src/experiment/load.js';

const experiments = new URL('../../experiments/', import.meta.url);
const files = readdirSync(experiments, { encoding: 'utf8', recursive: true });
const shipped = files.filter((file) => file.endsWith('.yaml') && !file.startsWith('presets'));

interface Published {
  readonly required: readonly string[];
  readonly properties: { readonly sweep: { readonly properties: { readonly factors: JsonNode } } };
}

describe('the JSON schema', () => {
  it('is the one in experiments/; else run: npm run build', () => {
    const file = new URL('experiment.schema.json', experiments);
    expect(readFileSync(file, 'utf8')).toBe(experimentJsonSchemaText());
  });

  it('asks for a name and nothing else', () => {
    expect((experimentJsonSchema() as Published).required).toEqual(['name']);
  });

  it('spells out the factors and their levels', () => {
    const { factors } = (experimentJsonSchema() as Published).properties.sweep.properties;
    expect(Object.keys(factors.properties ?? {})).toContain('model.dropout.residual');
    expect(factors.properties?.['model.positionEncoding']?.items?.enum).toContain('rotary');
    expect(factors.properties).not.toHaveProperty(['engine.threads']);
  });

  it('describes every option', () => {
    const undescribed = (path: string) => !jsonNodeAt(path.split('.'))?.description;
    expect(OPTION_PATHS.filter(undescribed)).toEqual([]);
  });
});

describe('the experiments shipped', () => {
  it.each(shipped)('%s is valid, says what it asks, and names its schema', async (file) => {
    const path = new URL(file, experiments).pathname;
    const { experiment } = await loadExperiment(path, []);
    expect(experiment.description).not.toBe('');
    expect(readFileSync(path, 'utf8')).toMatch(
      /^# yaml-language-server: \$schema=(\.\.\/)?experiment\.schema\.json\n# \S/,
    );
  });

  it('every preset holds options only, no name', () => {
    const presets = readdirSync(new URL('presets/', experiments));
    expect(presets.length).toBeGreaterThan(0);
    for (const preset of presets) {
      const options = parse(readFileSync(new URL(`presets/${preset}`, experiments), 'utf8')) as object;
      expect(options).not.toHaveProperty('name');
    }
  });
});
