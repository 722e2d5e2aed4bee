/**
 * The threads that share a product or a training step.
 *
 * <p>A {@link dev.lanewise.parallel.Parallel} owns them and splits work among them; results do not
 * depend on their number. Close it when no kernel uses it any more. Builds on the JDK only.
 */
package dev.lanewise.parallel;
