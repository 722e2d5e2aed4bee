package dev.lanewise.train;

import dev.lanewise.io.MalformedFileException;
import dev.lanewise.io.TensorFile;
import dev.lanewise.memory.Matrix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tensors of a model file: parameters W1, b1, … and the normalization, all finite and of shapes
 * that fit each other. Others are refused: they would be left out of every prediction.
 *
 * @param parameters W1 (D, H), b1 (1, H), W2, b2, …
 * @param normalization mean and inverse, both (1, D); empty if the file has neither
 */
record ModelTensors(List<Matrix> parameters, List<Matrix> normalization) {

  static final String MEAN = "normalization.mean";
  static final String INVERSE = "normalization.inverse";

  /**
   * Reads and checks all of them.
   *
   * @param foreign whether another program wrote the file, which may leave out the normalization
   */
  static ModelTensors of(Path file, TensorFile tensors, boolean foreign)
      throws MalformedFileException {
    List<Matrix> parameters = parameters(file, tensors);
    List<Matrix> normalization =
        normalization(file, tensors, parameters.getFirst().rows(), foreign);
    Set<String> used = new HashSet<>(Set.of(MEAN, INVERSE));
    for (int layer = 1; layer <= parameters.size() / 2; layer++) {
      used.addAll(List.of("W" + layer, "b" + layer));
    }
    tensors.requireOnly(used, "those of the net and its normalization only");
    return new ModelTensors(parameters, normalization);
  }

  /**
   * W1, b1, W2, b2, … as many as there are, none left out, their shapes checked against each other.
   */
  private static List<Matrix> parameters(Path file, TensorFile tensors)
      throws MalformedFileException {
    long count =
        tensors.tensors().keySet().stream().filter(name -> name.matches("[Wb][1-9][0-9]*")).count();
    List<Matrix> parameters = new ArrayList<>();
    int layer = 1;
    do {
      Matrix weights = tensors.matrix("W" + layer);
      Matrix bias = tensors.matrix("b" + layer);
      int inputs = layer == 1 ? weights.rows() : parameters.getLast().columns();
      if (weights.rows() != inputs || weights.rows() == 0 || weights.columns() == 0) {
        throw new MalformedFileException(
            file,
            "tensor W" + layer,
            "has shape " + weights.shape(),
            layer == 1 ? "at least one row and column" : inputs + " rows, as b" + (layer - 1));
      }
      if (bias.rows() != 1 || bias.columns() != weights.columns()) {
        throw new MalformedFileException(
            file,
            "tensor b" + layer,
            "has shape " + bias.shape(),
            weights.columns() + " values, as W" + layer + " has columns");
      }
      tensors.requireFinite("W" + layer);
      tensors.requireFinite("b" + layer);
      parameters.add(weights);
      parameters.add(bias);
      layer++;
    } while (parameters.size() < count);
    return parameters;
  }

  private static List<Matrix> normalization(
      Path file, TensorFile tensors, int inputs, boolean foreign) throws MalformedFileException {
    List<String> present = Stream.of(MEAN, INVERSE).filter(tensors.tensors()::containsKey).toList();
    if (present.isEmpty() && foreign) {
      return List.of();
    }
    if (present.size() == 1) {
      String missing = present.contains(MEAN) ? INVERSE : MEAN;
      throw new MalformedFileException(
          file,
          "tensor \"" + missing + "\"",
          "is missing, though " + present.getFirst() + " is there",
          "both or neither");
    }
    return List.of(vector(file, tensors, MEAN, inputs), vector(file, tensors, INVERSE, inputs));
  }

  private static Matrix vector(Path file, TensorFile tensors, String name, int length)
      throws MalformedFileException {
    Matrix vector = tensors.matrix(name);
    if (vector.rows() != 1 || vector.columns() != length) {
      throw new MalformedFileException(
          file,
          "tensor " + name,
          "has shape " + vector.shape(),
          length + " values, one for each row of W1");
    }
    tensors.requireFinite(name);
    return vector;
  }
}
