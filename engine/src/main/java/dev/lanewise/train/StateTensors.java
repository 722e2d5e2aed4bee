package dev.lanewise.train;

import dev.lanewise.io.MalformedFileException;
import dev.lanewise.io.Tensor;
import dev.lanewise.io.TensorFile;
import dev.lanewise.memory.Matrix;
import dev.lanewise.model.NetSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The matrices of a {@link TrainingState} as tensors of a file: {@code value.0} (W1), {@code
 * value.1} (b1), …, for each slot of the optimizer {@code slot.0.0}, {@code slot.0.1}, …, and
 * {@code best.0}, … unless the last epoch is the best. Reading believes none of it: every tensor
 * must be one of the net. Not for concurrent use.
 */
public final class StateTensors {

  private static final String VALUE = "value.";
  private static final String SLOT = "slot.";
  private static final String BEST = "best.";

  private final CheckpointFields fields;
  private final TensorFile tensors;
  private int count;

  /** The states in a file that was read. */
  public StateTensors(Path file, TensorFile tensors) {
    this.fields = new CheckpointFields(file);
    this.tensors = tensors;
  }

  /**
   * Adds the matrices of a state, which are not copied.
   *
   * @param tensors by name. Modified.
   * @param run what the names begin with; empty where a file has one run
   */
  public static void put(Map<String, Tensor> tensors, String run, TrainingState state) {
    putAll(tensors, run + VALUE, state.values());
    for (int slot = 0; slot < state.slots().size(); slot++) {
      putAll(tensors, run + SLOT + slot + ".", state.slots().get(slot));
    }
    if (state.bestEpoch() != state.epoch()) {
      putAll(tensors, run + BEST, state.best());
    }
  }

  private static void putAll(Map<String, Tensor> tensors, String prefix, List<Matrix> values) {
    for (int i = 0; i < values.size(); i++) {
      tensors.put(prefix + i, Tensor.matrix(values.get(i)));
    }
  }

  /**
   * The state of a run, its matrices in memory of their own.
   *
   * @param run what the names of its tensors begin with
   * @param plan of the run
   * @param bestEpoch the best epoch so far
   * @param bestAccuracy its validation accuracy
   * @param scores one an epoch
   * @throws MalformedFileException if a tensor is missing, of another shape, or has a value that
   *     training does not give
   */
  public TrainingState read(
      String run, TrainingPlan plan, int bestEpoch, double bestAccuracy, List<Double> scores)
      throws MalformedFileException {
    int epoch = scores.size();
    List<Matrix> values = parameters(run + VALUE, plan.net(), true);
    List<List<Matrix>> slots = new ArrayList<>();
    for (int slot = 0; slot < plan.config().optimizer().slots().size(); slot++) {
      slots.add(parameters(run + SLOT + slot + ".", plan.net(), false));
    }
    List<Matrix> best = bestEpoch == epoch ? values : parameters(run + BEST, plan.net(), true);
    return new TrainingState(epoch, bestEpoch, bestAccuracy, scores, values, slots, best);
  }

  /**
   * Matrices of the form of the parameters.
   *
   * @param finite whether they are parameters; a mean of squares may be infinite
   */
  private List<Matrix> parameters(String prefix, NetSpec net, boolean finite)
      throws MalformedFileException {
    List<Matrix> values = new ArrayList<>();
    for (int layer = 0; layer < net.layers(); layer++) {
      int outputs = net.layerOutputs(layer);
      values.add(matrix(prefix + 2 * layer, net.layerInputs(layer), outputs, finite));
      values.add(matrix(prefix + (2 * layer + 1), 1, outputs, finite));
    }
    return TrainingState.copy(values);
  }

  /**
   * A tensor of a shape.
   *
   * @param finite whether infinity is refused, as NaN is
   * @throws MalformedFileException if it is another one
   */
  Matrix matrix(String name, int rows, int columns, boolean finite) throws MalformedFileException {
    Matrix matrix = tensors.matrix(name);
    String place = "tensor " + name;
    String shape = "(%d, %d)".formatted(rows, columns);
    fields.require(matrix.shape().equals(shape), place, "has shape " + matrix.shape(), shape);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        float value = matrix.get(i, j);
        boolean fits = finite ? Float.isFinite(value) : !Float.isNaN(value);
        fields.require(fits, place, "has the value " + value, finite ? "finite values" : "no NaN");
      }
    }
    count++;
    return matrix;
  }

  /**
   * Demands that the file has no other tensors than those that were read.
   *
   * @throws MalformedFileException if it has more
   */
  public void requireNoOthers() throws MalformedFileException {
    int found = tensors.tensors().size();
    fields.require(count == found, "", "has " + found + " tensors", count + ", of its runs");
  }
}
