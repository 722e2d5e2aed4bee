/**
 * The layers of a net one by one, with a forward and a backward pass each: the readable form of
 * what a fused training step computes.
 *
 * <p>Builds on {@code kernels} and {@code memory}. Begin with {@code Layer}.
 */
package dev.lanewise.nn;
