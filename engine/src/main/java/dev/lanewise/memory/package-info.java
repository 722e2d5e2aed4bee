/**
 * Memory outside the heap: matrices, pixels and labels, and the batches that a training step reads.
 *
 * <p>A {@link dev.lanewise.memory.Workspace} allocates all of it and frees it when it is closed.
 * Rows of a matrix start on cache lines. Builds on the JDK only. Begin with {@code Workspace}.
 */
package dev.lanewise.memory;
