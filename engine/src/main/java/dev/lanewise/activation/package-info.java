/**
 * The activation functions: one record a file, scalar and pure. A record is the specification of
 * its function, and it runs; kernels compute the same bits in vectors where they have a twin of it,
 * and call the record where they have none.
 *
 * <p>Begin with {@link dev.lanewise.activation.Activation}.
 */
package dev.lanewise.activation;
