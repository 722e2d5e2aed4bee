/**
 * The form of a net, its parameters, and its training step in readable form. {@code NetSpec} states
 * widths, activation, loss and initial weights; {@code Parameters} holds the weights and biases of
 * such a net; {@code FullyConnectedNet} is the step.
 *
 * <p>Builds on {@code kernels}, {@code activation}, {@code loss}, {@code optim}, {@code memory} and
 * {@code random}. Begin with {@code NetSpec}.
 */
package dev.lanewise.model;
