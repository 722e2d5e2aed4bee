package dev.lanewise.train;

import dev.lanewise.data.DataSet;
import dev.lanewise.data.InputSize;
import dev.lanewise.memory.Normalization;
import dev.lanewise.model.NetSpec;
import java.util.OptionalDouble;

/** What runs are trained on: a data set, and how its inputs are normalized. */
public final class TrainingData {

  private final DataSet data;
  private final Normalization normalization;
  private OptionalDouble inputSize = OptionalDouble.empty(); // computed when a net asks for it

  /**
   * Data and normalization.
   *
   * @param data whose validation part ranks the epochs of a run
   * @param normalization fitted to the training part
   */
  public TrainingData(DataSet data, Normalization normalization) {
    this.data = data;
    this.normalization = normalization;
  }

  /** The data set. */
  public DataSet data() {
    return data;
  }

  /** What is done to raw inputs. */
  public Normalization normalization() {
    return normalization;
  }

  /** The size of the training inputs if the initial weights of a net depend on it, else 1. */
  public double inputSize(NetSpec net) {
    if (!net.fitsInputs()) {
      return 1;
    }
    if (inputSize.isEmpty()) {
      inputSize = OptionalDouble.of(InputSize.of(data.train().samples(), normalization));
    }
    return inputSize.getAsDouble();
  }
}
