package dev.lanewise.kernels;

import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import java.util.List;

/**
 * Training steps of a {@link NetArray} in as few passes over memory as their data flow allows, bit
 * for bit what the operations of {@link Kernels} give one after the other: gather, forward, loss,
 * backward, L2 gradient, update. docs/training-step follows a batch through it.
 *
 * <p>Works on copies of the parameters and the optimizer's slots in a layout of its own: {@link
 * #load} takes them over, {@link #store} brings them back. Not for concurrent use.
 *
 * <p>Arguments are checked before anything is written: each method throws {@link
 * IllegalArgumentException} if they do not fit the array or each other, and {@link
 * IllegalStateException} if the workspace of a matrix is closed.
 */
public interface TrainingStep {

  /** Takes over the parameters and slots as they are in the array's matrices. */
  void load();

  /** Writes the parameters and slots back. Modified: the array's matrices. */
  void store();

  /**
   * Trains on one batch.
   *
   * @param losses gets each net's loss before the update, L2 included, (nets,). Modified.
   * @param batch N rows, at most the largest batch
   * @param labels (N,) classes, each 0 … C-1
   * @param learningRates of each net, (nets,)
   * @param number of the step in the run, from 1
   */
  void train(double[] losses, Batch batch, Labels labels, double[] learningRates, long number);

  /**
   * The scores of all nets for any number of rows.
   *
   * @param scores (N, C) for each net, apart from the batch in memory. Modified.
   * @param batch N rows
   */
  void scores(List<Matrix> scores, Batch batch);
}
