/**
 * Training, evaluation and model files.
 *
 * <p>{@code Classifier} fits a net to a data set and predicts; it is where an embedder begins.
 * {@code Trainer} is the training loop, for one run or several that share batches. {@code WarmUp}
 * has the JVM compile the kernels before the first epoch.
 *
 * <p>Builds on {@code model}, {@code kernels}, {@code data} and {@code io}.
 */
package dev.lanewise.train;
