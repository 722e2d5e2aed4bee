package dev.lanewise.cli;

import dev.lanewise.data.DataSet;
import dev.lanewise.train.Classifier;
import dev.lanewise.train.TrainingProgress;
import java.util.Optional;

/**
 * What a training run begins with.
 *
 * @param data its labels are class ids of the classifier
 * @param run everything that defines the run
 * @param classifier drawn, of a model or of a checkpoint
 * @param progress how far the run was; empty for a new one
 * @param note a line that says where the run goes on; empty for a new one
 */
record RunStart(
    DataSet data,
    Recipe run,
    Classifier classifier,
    Optional<TrainingProgress> progress,
    String note) {

  /** How many epochs were done before. */
  int epochsDone() {
    return progress.map(it -> it.epochs().size()).orElse(0);
  }
}
