import { expect, type Locator } from '@playwright/test';
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { test as base, Stack, type Machine } from './stack';

/** Bytes per second of transfers: the 98 MB of the model take 10 s. */
const RATE = 10_000_000;

export const LAYERS = 98_000_000; // bytes, a little less than a whole model

interface Tags {
	models: { name: string; digest: string }[];
}
export const tags = async (machine: Machine) =>
	((await machine.ask('GET', '/api/tags')) as Tags).models;

export const digestAt = async (machine: Machine, model: string) =>
	(await tags(machine)).find((it) => it.name === model)?.digest;

const models = (fleet: Stack, machine: Machine) =>
	path.join(fleet.folder, `ollama-${machine.name}`, 'node-1/models');

/** Older Ollamas write a pulled manifest anew, under another digest: the layers are what counts. */
export async function layersAt(fleet: Stack, machine: Machine, model: string): Promise<string[]> {
	const [host, ...rest] = model.includes('/') ? model.split('/') : ['', 'library', model];
	const name = rest.join('/').replace(':', '/');
	const folder = path.join(models(fleet, machine), 'manifests', host || 'registry.ollama.ai');
	const manifest = JSON.parse(await readFile(path.join(folder, name), 'utf8')) as {
		layers: { digest: string }[];
	};
	return manifest.layers.map((layer) => layer.digest).sort();
}

/** A model of its own weights: those of the small one, signed with its name where nobody reads. */
export async function makeModel(fleet: Stack, machine: Machine, model: string): Promise<void> {
	const folder = path.join(models(fleet, machine), 'blobs');
	const blobs = (await readdir(folder)).map(async (name) => {
		const { size } = await stat(path.join(folder, name));
		return { name, size };
	});
	const [largest] = (await Promise.all(blobs)).sort((a, b) => b.size - a.size);
	const weights = await readFile(path.join(folder, largest!.name));
	// a text in the head of the file: its key, a type of 4 bytes, a length of 8, and 13 letters
	const key = 'general.organization';
	const sign = createHash('sha256').update(model).digest('hex').slice(0, 13);
	weights.write(sign, weights.indexOf(key) + key.length + 12, 'latin1');
	const digest = `sha256:${createHash('sha256').update(weights).digest('hex')}`;
	const sent = await fetch(`${machine.url}/api/blobs/${digest}`, { method: 'POST', body: weights });
	expect(sent.status).toBe(201);
	await machine.ask('POST', '/api/create', { model, files: { 'model.gguf': digest } });
}

/** `fleet`: one machine has the models, `lab1` and `lab2` have none. */
export const test = base.extend<object, { fleet: Stack }>({
	fleet: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures from this pattern
		async ({}, use) => {
			const stack = await Stack.make();
			const limit = { OBT_TRANSFER_RATE: String(RATE) };
			try {
				const machines = await Promise.all([
					stack.add('desk'),
					stack.add('lab1', limit),
					stack.add('lab2', limit)
				]);
				await Promise.all(machines.map((machine) => machine.furnished()));
				for (const machine of machines.slice(1))
					for (const { name: model } of await tags(machine))
						await machine.ask('DELETE', '/api/delete', { model });
				stack.machines.sort((a, b) => (a.name < b.name ? -1 : 1));
				await use(stack);
			} finally {
				await stack.stop();
			}
		},
		{ scope: 'worker', timeout: 180_000 }
	]
});

const percent = async (bar: Locator) => Number(await bar.getAttribute('aria-valuenow'));

/** The bar moves while it is watched. */
export async function moves(bar: Locator): Promise<void> {
	await expect(bar).toHaveAttribute('aria-valuenow', /[1-9]/, { timeout: 30_000 });
	const before = await percent(bar);
	await expect.poll(() => percent(bar), { timeout: 30_000 }).toBeGreaterThan(before);
}

export { expect } from '@playwright/test';
