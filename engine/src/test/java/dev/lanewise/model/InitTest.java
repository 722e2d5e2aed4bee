package dev.lanewise.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.lanewise.activation.Activation;
import dev.lanewise.memory.Workspace;
import dev.lanewise.nn.Widths;
import dev.lanewise.random.CounterRandom;
import dev.lanewise.random.CounterRandom.Purpose;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How the weights of each layer are drawn. */
class InitTest {

  private static final long SEED = 11;
  private static final double SIZE = 37.5; // of the inputs

  @AutoClose private final Workspace workspace = new Workspace();

  private static NetSpec spec(Integer... hidden) {
    return NetSpec.twoLayer(6, 1, 3).withHidden(List.of(hidden));
  }

  /** The values of all parameters after they were drawn for inputs of {@link #SIZE}. */
  private List<float[]> drawn(NetSpec spec) {
    FullyConnectedNet net = new FullyConnectedNet(spec, Widths.scalar(), workspace, 1);
    net.params().forEach(param -> param.value().fill(99));
    net.initialize(SEED, SIZE);
    return net.params().stream().map(param -> param.value().toArray()).toList();
  }

  /** Normal numbers, row by row, times what a layer's deviation is. */
  private static void assertNormal(
      NetSpec spec, IntToDoubleFunction deviation, double divisorOfW1, List<float[]> values) {
    for (int layer = 0; layer < spec.layers(); layer++) {
      CounterRandom random = new CounterRandom(SEED, Purpose.WEIGHTS, layer, 0);
      float[] expected = new float[spec.layerInputs(layer) * spec.layerOutputs(layer)];
      for (int i = 0; i < expected.length; i++) {
        double weight = random.gaussian(i) * deviation.applyAsDouble(spec.layerInputs(layer));
        expected[i] = (float) (layer == 0 ? weight / divisorOfW1 : weight);
      }
      assertArrayEquals(expected, values.get(2 * layer));
      assertArrayEquals(new float[spec.layerOutputs(layer)], values.get(2 * layer + 1));
    }
  }

  @Test
  void gaussianHasOneDeviationInAllLayers() {
    NetSpec deep = spec(5, 4).withWeightScale(0.02);
    assertNormal(deep, _ -> 0.02, 1, drawn(deep));
    assertEquals(Init.GAUSSIAN, NetSpec.twoLayer(6, 5, 3).init());
    assertEquals(deep, deep.withInit(Init.HE).withWeightScale(0.02), "a scale means gaussian");
  }

  @ParameterizedTest
  @MethodSource("dev.lanewise.activation.Activation#all")
  void heGoesByTheInputsOfALayer(Activation activation) {
    for (NetSpec spec : List.of(spec(), spec(5), spec(5, 4))) {
      NetSpec he = spec.withActivation(activation).withInit(Init.HE);
      assertNormal(he, inputs -> Math.sqrt(2.0 / inputs), 1, drawn(he));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.lanewise.activation.Activation#all")
  void autoIsHeForTheSizeOfTheInputsBeyondOneHiddenLayer(Activation activation) {
    for (NetSpec spec : List.of(spec(5, 4), spec(5, 4, 7, 2))) {
      NetSpec auto = spec.withActivation(activation).withInit(Init.AUTO);
      assertNormal(auto, inputs -> Math.sqrt(2.0 / inputs), SIZE, drawn(auto));
    }
  }

  @Test
  void autoIsGaussianUpToOneHiddenLayer() {
    for (NetSpec spec : List.of(spec(), spec(5))) {
      assertNormal(spec, _ -> 1e-3, 1, drawn(spec.withInit(Init.AUTO)));
      assertEquals(spec, spec.withInit(Init.AUTO).settled());
    }
    NetSpec deep = spec(5, 4).withInit(Init.AUTO);
    assertEquals(deep, deep.settled());
    assertNotEquals(deep, deep.withInit(Init.HE));
  }
}
