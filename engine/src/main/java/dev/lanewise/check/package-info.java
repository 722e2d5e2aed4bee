/**
 * Whether gradients are right: those of a net beside centred differences in double precision.
 *
 * <p>Begin with {@link dev.lanewise.check.GradientCheck}.
 */
package dev.lanewise.check;
