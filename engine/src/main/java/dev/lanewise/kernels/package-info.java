/**
 * The arithmetic of a net: products, activations, losses and whole training steps on matrices.
 *
 * <p>{@code Kernels} is the specification, with the order of every sum. {@code Backends} chooses an
 * implementation: plain loops or the Vector API. All give the same bits at any number of threads.
 * {@code TrainingStep} trains the nets of a {@code NetArray} on a batch.
 *
 * <p>Builds on {@code activation}, {@code loss}, {@code optim}, {@code memory} and {@code
 * parallel}. Begin with {@code Backends.auto}.
 */
package dev.lanewise.kernels;
