/**
 * The loss functions: one record a file, scalar and pure, working on one row of scores. A record is
 * the specification of its loss, and it runs; kernels compute the same bits in vectors where they
 * have a twin of it, and call the record where they have none.
 *
 * <p>Begin with {@link dev.lanewise.loss.Loss}.
 */
package dev.lanewise.loss;
