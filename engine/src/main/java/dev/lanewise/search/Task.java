package dev.lanewise.search;

import dev.lanewise.data.DataSet;
import dev.lanewise.data.InputSize;
import dev.lanewise.memory.Normalization;
import dev.lanewise.model.NetSpec;
import java.util.OptionalDouble;

/** What runs are trained on. */
final class Task {

  private final DataSet data;
  private final Normalization normalization;
  private OptionalDouble inputSize = OptionalDouble.empty(); // computed when a net asks for it

  /**
   * A task.
   *
   * @param data of which the validation part ranks the runs
   * @param normalization fitted to the training part
   */
  Task(DataSet data, Normalization normalization) {
    this.data = data;
    this.normalization = normalization;
  }

  DataSet data() {
    return data;
  }

  Normalization normalization() {
    return normalization;
  }

  /** The size of the training inputs if the initial weights of a net depend on it, else 1. */
  double inputSize(NetSpec net) {
    if (!net.fitsInputs()) {
      return 1;
    }
    if (inputSize.isEmpty()) {
      inputSize = OptionalDouble.of(InputSize.of(data.train().samples(), normalization));
    }
    return inputSize.getAsDouble();
  }
}
