/**
 * The form of a net and its parameters. {@code NetSpec} states widths, activation, loss and initial
 * weights; {@code Parameters} holds the weights and biases of such a net.
 *
 * <p>Builds on {@code kernels}, {@code memory}, {@code nn} and {@code random}. Begin with {@code
 * NetSpec}.
 */
package dev.lanewise.model;
