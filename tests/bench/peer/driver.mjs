// The peer of tests/bench/bench_peer.py: one request of JSON a line in, one answer a line out, one process for all.
//
// {"xml": path, "answers": [...], "runs": n} -> {"load": [ms…], "cpu": [ms…], "nodes": n, "answers": [ms…], …}
// Loading is from the XML to the first question with its label and choices; an answer is the call that sets it, after
// which the engine has worked everything out. Finding the node by its reference is not counted, in either engine.

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('<!doctype html>', { url: 'http://localhost/' });
for (const name of Object.getOwnPropertyNames(window)) {
	if (!(name in globalThis)) {
		Object.defineProperty(globalThis, name, { configurable: true, writable: true, value: window[name] });
	}
}
globalThis.__dirname = '.'; // its XPath parser, compiled to WebAssembly, asks for one; it comes with its own bytes
// Files that are not there load as blank, as in the recorded interviews.
const missing = async () => new Response('', { status: 404 });
const { loadForm, constants } = await import('@getodk/xforms-engine');
const options = {
	fetchFormAttachment: missing,
	missingResourceBehavior: constants.MISSING_RESOURCE_BEHAVIOR.BLANK,
};

const plain = (reference) => reference.replaceAll('[1]', '');
const isRange = (node) => node.nodeType.startsWith('repeat-range');
const childrenOf = (node) => node.currentState.children ?? [];

function* everyNode(node) {
	yield node;
	for (const child of childrenOf(node)) yield* everyNode(child);
}

const controls = new Set(['input', 'select', 'rank', 'range', 'trigger', 'upload']);

function firstPrompt(node) {
	if (!node.currentState.relevant) return null;
	if (controls.has(node.nodeType)) {
		const { label, valueOptions } = node.currentState;
		return [label?.asString, (valueOptions ?? []).map((item) => item.label?.asString ?? item.value)];
	}
	for (const child of childrenOf(node)) {
		const found = firstPrompt(child);
		if (found) return found;
	}
	return null;
}

async function load(xml) {
	const result = await loadForm(xml, options);
	if (result.error) throw result.error;
	const { root } = result.createInstance({ preloadProperties: { deviceID: 'oracle', username: 'oracle' } });
	firstPrompt(root);
	return root;
}

function childAt(node, name, position) {
	for (const child of childrenOf(node)) {
		const own = child.currentState.reference.split('/').pop().replace(/\[\d+\]$/, '');
		if (own !== name) continue;
		if (!isRange(child)) return child;
		while (childrenOf(child).length < position && child.addInstances) child.addInstances();
		return childrenOf(child)[position - 1];
	}
	return undefined;
}

function nodeAt(root, reference) {
	let node = root;
	for (const step of reference.split('/').slice(2)) {
		const [, name, position] = /^(.*?)(?:\[(\d+)\])?$/.exec(step);
		node = node && childAt(node, name, Number(position ?? 1));
	}
	return node;
}

function rangeAt(root, reference) {
	const above = nodeAt(root, reference.slice(0, reference.lastIndexOf('/')));
	const name = reference.slice(reference.lastIndexOf('/') + 1).replace(/\[\d+\]$/, '');
	return childrenOf(above).find((child) => isRange(child) && plain(child.currentState.reference).endsWith(`/${name}`));
}

function give(node, value) {
	if (node.nodeType === 'select') node.selectValues(Array.isArray(value) ? value : value === '' ? [] : [value]);
	else if (node.nodeType === 'rank') node.setValues(value);
	else if (node.nodeType === 'trigger') node.setValue(value === 'OK' || value === true);
	else if (node.nodeType === 'upload') throw new Error('no files here');
	else if (node.valueType === 'geopoint' && value) {
		const [latitude, longitude, altitude = 0, accuracy = 0] = String(value).split(' ').map(Number);
		node.setValue({ latitude, longitude, altitude, accuracy });
	} else node.setValue(value);
}

function play(root, answers) {
	const times = [];
	let failed = 0;
	for (const { op, ref, value } of answers) {
		try {
			if (op === 'add') {
				rangeAt(root, ref)?.addInstances();
			} else if (!op) {
				const node = nodeAt(root, ref);
				const began = performance.now();
				give(node, value);
				times.push(performance.now() - began);
			}
		} catch {
			failed += 1;
		}
	}
	return { answers: times, failed };
}

for await (const line of createInterface({ input: process.stdin })) {
	const { xml, answers, runs } = JSON.parse(line);
	const text = readFileSync(xml, 'utf8');
	const told = { load: [], cpu: [] };
	try {
		let root = await load(text);
		for (let run = 0; run < runs; run += 1) {
			const used = process.cpuUsage();
			const began = performance.now();
			root = await load(text);
			told.load.push(performance.now() - began);
			const { user, system } = process.cpuUsage(used);
			told.cpu.push((user + system) / 1000);
		}
		Object.assign(told, play(root, answers));
		told.nodes = [...everyNode(root)].length;
	} catch (error) {
		told.error = String(error?.message ?? error).slice(0, 200);
	}
	console.log(JSON.stringify(told));
}
