/**
 * The search for hyper-parameters: grids, random trials, successive halving, cross-validation.
 *
 * <p>{@link dev.lanewise.search.SearchSpace} states what to try, {@link dev.lanewise.search.Search}
 * trains the trials, side by side where they read the same batches. Builds on {@code train}. Begin
 * with {@code Search}.
 */
package dev.lanewise.search;
