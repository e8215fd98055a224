// The same conversions with sharp, as a careful user would write them: one libvips thread an image, as many images at once as there
// are cores, a libuv pool of the same size (UV_THREADPOOL_SIZE, set by run.py), the cache off because no image comes twice.
//
//   node bench/whole/sharp.mjs PARALLEL FORMAT QUALITY EFFORT OUT_DIRECTORY ROOT FILE...
//
// The tree below ROOT is mirrored, metadata kept, animations whole.
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, parse, relative } from 'node:path';

const sharp = createRequire(new URL('../../third_party/sharp/', import.meta.url))('sharp');
const [parallel, format, quality, effort, out, root, ...files] = process.argv.slice(2);
sharp.concurrency(1);
sharp.cache(false);

const made = new Map();
const makeDirectory = (path) => {
  if (!made.has(path)) made.set(path, mkdir(path, { recursive: true }));
  return made.get(path);
};
const options = { quality: Number(quality) };
if (format === 'webp' || format === 'avif') options.effort = Number(effort);
if (format === 'jpeg') options.mozjpeg = true;

async function convert(file) {
  const { dir, name } = parse(join(out, relative(root, file)));
  await makeDirectory(dir);
  await sharp(file, { animated: true, sequentialRead: true }).keepMetadata().toFormat(format, options).toFile(join(dir, `${name}.${format}`));
}

let next = 0;
let failed = 0;
async function worker() {
  while (next < files.length) {
    const file = files[next++];
    try {
      await convert(file);
    } catch (error) {
      failed++;
      console.error(`${file}: ${error.message}`);
    }
  }
}
await Promise.all(Array.from({ length: Number(parallel) }, worker));
process.exitCode = failed === 0 ? 0 : 1;
