/**
 * Rules that update parameters by their gradients.
 *
 * <p>Builds on {@code kernels} and {@code nn}. Begin with {@code UpdateRule}.
 */
package dev.lanewise.optim;
