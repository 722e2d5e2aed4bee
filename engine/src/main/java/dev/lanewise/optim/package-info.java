/**
 * How parameters move: one record a file, scalar and pure. A record is the specification of its
 * rule, and it runs; kernels compute the same bits in vectors where they have a twin of it, and
 * call the record where they have none.
 *
 * <p>Begin with {@link dev.lanewise.optim.Optimizer}.
 */
package dev.lanewise.optim;
