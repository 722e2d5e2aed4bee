package dev.lanewise.data;

/** Data as it is in its files, to be divided into parts in more than one way without a copy. */
@FunctionalInterface
public interface UndividedData {

  /**
   * The parts of these sizes. Those of all calls are views of the same memory, so that {@link
   * Split#rowsIn} tells which rows two of them have in common.
   *
   * @throws IllegalArgumentException if {@code sizes} asks for more samples than there are
   */
  DataSet divide(SplitSizes sizes);
}
