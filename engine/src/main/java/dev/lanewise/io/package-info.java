/**
 * Files that hold tensors: the safetensors container, read with strict checks and a checksum, and
 * the atomic, durable way to write any file. Knows tensors, names and bytes, nothing of nets: what
 * a tensor means is its caller's business. Nothing in a file is ever taken for a path or for code.
 */
package dev.lanewise.io;
