package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.activation.Tanh;
import dev.lanewise.data.ImageShape;
import dev.lanewise.data.InputScale;
import dev.lanewise.io.MalformedFileException;
import dev.lanewise.loss.MulticlassHinge;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.NetSpec;
import dev.lanewise.model.Param;
import dev.lanewise.nn.Widths;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Classifiers with made-up parameters, and files that are no models. */
final class Models {

  /** Characters that JSON escapes, none at all, and such as need two UTF-16 units. */
  static final List<String> ODD_NAMES =
      List.of("", " T-shirt / \"top\"\\ ", "Käfer\t😀\u0001\u2028\r");

  /** As many values as the net has inputs. */
  static final ImageShape SHAPE = new ImageShape(1, 4, 1);

  private Models() {}

  /** A net of 4 inputs, hidden layers of 5 and 2 units and 3 classes, all parameters different. */
  static Classifier classifier(Workspace workspace) {
    NetSpec spec = new NetSpec(4, List.of(5, 2), 3, new Tanh(), new MulticlassHinge(), 0.125, 1e-4);
    FullyConnectedNet net = new FullyConnectedNet(spec, Widths.scalar(), workspace, 8);
    net.initialize(6);
    net.params().get(1).value().copyFrom(new float[] {0.1f, -0f, Float.MIN_VALUE, 1e30f, -3});
    net.params().get(5).value().copyFrom(new float[] {Float.MAX_VALUE, -Float.MIN_NORMAL, 7});
    Matrix mean = workspace.matrix(new float[] {1, 2, 3, 4}, 4);
    Matrix inverse = workspace.matrix(new float[] {0.5f, 0.25f, 1, 8}, 4);
    Normalization normalization = new Normalization(Normalization.Kind.STANDARDIZE, mean, inverse);
    return new Classifier(
        net, normalization, ODD_NAMES, InputScale.of(normalization), Optional.of(SHAPE), workspace);
  }

  /** The bits of all parameters, mean and inverse. */
  static List<Integer> bits(Classifier classifier) {
    List<Matrix> matrices = new ArrayList<>();
    classifier.net().params().stream().map(Param::value).forEach(matrices::add);
    matrices.add(classifier.normalization().mean());
    matrices.add(classifier.normalization().inverse());
    List<Integer> bits = new ArrayList<>();
    for (Matrix matrix : matrices) {
      for (float value : matrix.toArray()) {
        bits.add(Float.floatToRawIntBits(value));
      }
    }
    return bits;
  }

  /** Demands that a file is refused with one line that names it and has this part in it. */
  static void assertRefused(Path file, String part) {
    try (Workspace workspace = new Workspace()) {
      MalformedFileException e =
          assertThrows(
              MalformedFileException.class,
              () -> ModelFile.read(file, Widths.scalar(), workspace),
              part);
      assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
      assertTrue(e.getMessage().contains(part), e.getMessage());
      assertTrue(e.getMessage().contains("; expected "), e.getMessage());
      assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }
  }
}
