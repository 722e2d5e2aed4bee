package dev.lanewise.train;

import static dev.lanewise.train.Models.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.data.InputScale;
import dev.lanewise.io.Safetensors;
import dev.lanewise.io.Tensor;
import dev.lanewise.io.TensorFile;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.Init;
import dev.lanewise.model.NetSpec;
import dev.lanewise.nn.EveryWidth;
import dev.lanewise.nn.Widths;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a model file keeps, and what it refuses in a file that is sound as a container. */
class ModelFileTest {

  private static final Map<String, String> CONFIGURATION =
      Map.of("seed", "7", "data", "sample", "", "\u0000\"quoted\"\n", "format", "99");

  @TempDir Path folder;

  @AutoClose private final Workspace workspace = new Workspace();

  private Path written() throws IOException {
    Path file = folder.resolve("model.safetensors");
    ModelFile.write(file, Models.classifier(workspace), CONFIGURATION);
    return file;
  }

  @EveryWidth
  void roundTrip(Kernels kernels) throws IOException {
    Classifier before = Models.classifier(workspace);
    ModelFile.Loaded loaded = ModelFile.read(written(), kernels, workspace);
    Classifier after = loaded.classifier();
    assertEquals(Models.bits(before), Models.bits(after));
    assertEquals(WeightsDigest.of(before.net()), WeightsDigest.of(after.net()));
    assertEquals(before.net().spec(), after.net().spec());
    assertEquals(before.normalization().kind(), after.normalization().kind());
    assertEquals(Models.ODD_NAMES, after.classNames());
    assertEquals(Optional.of(Models.SHAPE), after.shape());
    assertEquals(CONFIGURATION, loaded.configuration());
    assertEquals("", loaded.warning());
  }

  /** As all files were before they told a shape. */
  @Test
  void aFileWithoutAShapeIsRead() throws IOException {
    Classifier model = Models.classifier(workspace);
    Classifier flat =
        new Classifier(model.net(), model.normalization(), model.classNames(), workspace);
    Path file = folder.resolve("flat.safetensors");
    ModelFile.write(file, flat, Map.of());
    assertFalse(Safetensors.read(file, workspace).metadata().containsKey("lanewise.height"));
    Classifier read = ModelFile.read(file, Widths.scalar(), workspace).classifier();
    assertEquals(Optional.empty(), read.shape());
    assertEquals(Models.bits(model), Models.bits(read));
  }

  /** How the weights were drawn stays known; in files of before, one way was the only one. */
  @Test
  void roundTripOfTheInitialization() throws IOException {
    Path file = folder.resolve("deep.safetensors");
    Classifier classifier = Models.classifier(workspace);
    for (Init init : Init.values()) {
      NetSpec spec = classifier.net().spec().withInit(init);
      FullyConnectedNet net = new FullyConnectedNet(spec, Widths.scalar(), workspace, 1);
      Classifier written =
          new Classifier(net, classifier.normalization(), Models.ODD_NAMES, workspace);
      ModelFile.write(file, written, Map.of());
      assertEquals(
          spec, ModelFile.read(file, Widths.scalar(), workspace).classifier().net().spec());
    }
  }

  @EveryWidth
  void predictionsAreTheSame(Kernels kernels) throws IOException {
    Classifier before = Models.classifier(workspace);
    before.net().params().get(5).value().copyFrom(new float[] {1, 2, 3});
    Path file = folder.resolve("predicts.safetensors");
    ModelFile.write(file, before, Map.of());
    Classifier after = ModelFile.read(file, kernels, workspace).classifier();
    float[][] x = new float[1200][4];
    for (int i = 0; i < x.length; i++) {
      x[i] = new float[] {i % 5, -i % 7, i % 3, i % 11};
    }
    assertArrayEquals(before.classes(x), after.classes(x));
    assertArrayEquals(before.probabilities(x), after.probabilities(x));
  }

  @Test
  void tensorsHaveTheNamesAndShapesOfTheNet() throws IOException {
    TensorFile tensors = Safetensors.read(written(), workspace);
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    tensors.tensors().forEach((name, info) -> shapes.put(name, info.shape()));
    Map<String, List<Long>> expected = new LinkedHashMap<>();
    expected.put("W1", List.of(4L, 5L));
    expected.put("b1", List.of(5L));
    expected.put("W2", List.of(5L, 2L));
    expected.put("b2", List.of(2L));
    expected.put("W3", List.of(2L, 3L));
    expected.put("b3", List.of(3L));
    expected.put("normalization.mean", List.of(4L));
    expected.put("normalization.inverse", List.of(4L));
    assertEquals(new ArrayList<>(expected.entrySet()), new ArrayList<>(shapes.entrySet()));
    assertEquals("1", tensors.metadata().get("lanewise.format"));
    assertEquals("tanh", tensors.metadata().get("lanewise.activation"));
    assertEquals("svm", tensors.metadata().get("lanewise.loss"));
    assertEquals("standardize", tensors.metadata().get("lanewise.normalization"));
    assertEquals("7", tensors.metadata().get("lanewise.config.seed"));
    assertEquals("1", tensors.metadata().get("lanewise.height"));
    assertEquals("4", tensors.metadata().get("lanewise.width"));
    assertEquals("1", tensors.metadata().get("lanewise.channels"));
  }

  @Test
  void aMissingFileIsNoSuchFile() {
    assertThrows(
        NoSuchFileException.class,
        () -> ModelFile.read(folder.resolve("none"), Widths.scalar(), workspace));
  }

  /** A model with one metadata value or one tensor changed, under a checksum that is right. */
  private Path changed(String name, String value, int... shape) throws IOException {
    TensorFile model = Safetensors.read(written(), workspace);
    Map<String, String> metadata = new LinkedHashMap<>(model.metadata());
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String tensor : model.tensors().keySet()) {
      boolean vector = model.tensors().get(tensor).shape().size() == 1;
      tensors.put(
          tensor,
          vector ? Tensor.vector(model.matrix(tensor)) : Tensor.matrix(model.matrix(tensor)));
    }
    if (value.equals("missing")) {
      metadata.remove(name);
      tensors.remove(name);
    } else if (value.equals("shape")) {
      tensors.put(name, Tensor.matrix(workspace.matrix(shape[0], shape[1])));
    } else {
      metadata.put(name, value.translateEscapes());
    }
    Path file = folder.resolve("changed.safetensors");
    Safetensors.write(file, metadata, tensors);
    return file;
  }

  @ParameterizedTest
  @CsvSource({
    "lanewise.format, 2, 'lanewise.format: the format is version 2; expected version 1'",
    "lanewise.activation, swish, 'lanewise.activation: unknown value \"swish\"; expected one of'",
    "lanewise.activation, TANH, 'lanewise.activation: unknown value \"TANH\"'",
    "lanewise.loss, '', 'lanewise.loss: unknown value \"\"; expected one of [softmax, svm]'",
    "lanewise.normalization, z, 'lanewise.normalization: unknown value \"z\"'",
    "lanewise.reg, -1, 'lanewise.reg: the value is \"-1\"; expected a finite number, 0 or more'",
    "lanewise.reg, NaN, 'lanewise.reg: the value is \"NaN\"'",
    "lanewise.weight_scale, much, 'lanewise.weight_scale: the value is \"much\"'",
    "lanewise.class_names, 'a\\nb', 'class_names: holds 2 names; expected 3, one for each class'",
    "lanewise.class_names, 'a\\nb\\nc\\n', 'class_names: holds 4 names'",
    "lanewise.class_names, 'a\\nb\\na ', 'class_names: classes 0 and 2 have the same name \"a \"'",
    "lanewise.largest_input, lots, 'lanewise.largest_input: the value is \"lots\"'",
    "lanewise.largest_input, -1, 'lanewise.largest_input: the value is \"-1\"'",
    "lanewise.width, missing, 'lanewise.width: the value is \"\"; expected a whole number'",
    "lanewise.channels, 0, 'lanewise.channels: the value is \"0\"; expected a whole number'",
    "lanewise.height, 4e0, 'lanewise.height: the value is \"4e0\"; expected a whole number'",
    "lanewise.height, 2, 'height 2, width 4 and channels 1; expected 4 values in all'",
    "lanewise.channels, 3, 'height 1, width 4 and channels 3; expected 4 values in all'",
    "lanewise.width, 999999999, 'height 1, width 999999999 and channels 1; expected 4 values'",
    "W1, missing, 'tensor \"W1\": is missing'",
    "b1, missing, 'tensor \"b1\": is missing'",
    "W2, missing, 'tensor \"W2\": is missing'",
    "b3, missing, 'tensor \"b3\": is missing'",
    "normalization.mean, missing, 'tensor \"normalization.mean\": is missing'",
    "normalization.inverse, missing, 'tensor \"normalization.inverse\": is missing'"
  })
  void whatDoesNotBelongToAModelIsRefused(String name, String value, String message)
      throws IOException {
    assertRefused(changed(name, value), message);
  }

  /** Of today's files and those before them. */
  @Test
  void theScaleOfTheInputsIsKeptOrEstimated() throws IOException {
    Classifier model = Models.classifier(workspace);
    Classifier scaled =
        new Classifier(
            model.net(),
            model.normalization(),
            model.classNames(),
            new InputScale(0.75),
            model.shape(),
            workspace);
    Path file = folder.resolve("scaled.safetensors");
    ModelFile.write(file, scaled, Map.of());
    Classifier read = ModelFile.read(file, Widths.scalar(), workspace).classifier();
    assertEquals(new InputScale(0.75), read.inputScale());

    Path old = changed("lanewise.largest_input", "missing");
    Classifier estimated = ModelFile.read(old, Widths.scalar(), workspace).classifier();
    // means 1 2 3 4, inverses 1/2 1/4 1 8: deviations 2 4 none 1/8
    assertEquals(new InputScale(6), estimated.inputScale());
  }

  @Test
  void aTensorThatIsNotUsedIsRefused() throws IOException {
    assertRefused(changed("W4", "shape", 3, 3), "tensor \"b4\": is missing");
    assertRefused(changed("gamma", "shape", 1, 3), "tensors \"gamma\": are not used");
  }

  @ParameterizedTest
  @CsvSource({
    "W2, 6, 2, 'tensor W2: has shape (6, 2); expected 5 rows, as b1'",
    "W2, 5, 3, 'tensor b2: has shape (1, 2); expected 3 values, as W2 has columns'",
    "b1, 1, 4, 'tensor b1: has shape (1, 4); expected 5 values, as W1 has columns'",
    "b1, 2, 5, 'tensor b1: has shape (2, 5); expected 5 values, as W1 has columns'",
    "b1, 5, 1, 'tensor b1: has shape (5, 1); expected 5 values, as W1 has columns'",
    "W1, 0, 5, 'tensor W1: has shape (0, 5); expected at least one row and column'",
    "W1, 3, 5, 'tensor normalization.mean: has shape (1, 4); expected 3 values'",
    "normalization.inverse, 4, 1, 'tensor normalization.inverse: has shape (4, 1)'"
  })
  void shapesThatDoNotFitEachOtherAreRefused(String name, int rows, int columns, String message)
      throws IOException {
    assertRefused(changed(name, "shape", rows, columns), message);
  }
}
