package dev.lanewise.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.bench.ProductShape.Form;
import dev.lanewise.bench.ProductShape.Group;
import dev.lanewise.kernels.Backends;
import dev.lanewise.memory.Workspace;
import dev.lanewise.parallel.Parallel;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Param;

class ShapesTest {

  @Test
  void groupsHaveTheirSizes() {
    assertEquals(7, Shapes.matching("squares").size());
    assertEquals(24, Shapes.matching("step").size());
    assertEquals(4, Shapes.matching("odd").size());
    assertEquals(12, Shapes.matching("training").size());
    assertEquals(35, Shapes.products().size());
    assertEquals(47, Shapes.all().size());
  }

  @Test
  void dW1IsTheProductOfTheTransposedBatch() {
    ProductShape dW1 = Shapes.named("dW1-200x500");
    assertEquals(new ProductShape("dW1-200x500", Group.STEP, Form.TRANS_A, 3072, 500, 200), dW1);
    assertEquals(2L * 3072 * 500 * 200, dW1.flops());
  }

  /** Keys and operations of the record's shapes stay; deeper nets have all widths as their key. */
  @Test
  void wholeSteps() {
    assertEquals(2L * 200 * 500 * (2 * 3072 + 3 * 10), Shapes.named("train-200x500").flops());
    Shapes.TrainingNet two = Shapes.trainingNet("train-200x500");
    assertEquals(new Shapes.TrainingNet(200, List.of(3072, 500, 10)), two);
    assertEquals("200, 500", two.text());
    Shapes.TrainingNet deep = Shapes.trainingNet("128x3072-512-256-10");
    assertEquals(List.of(512, 256), deep.hidden());
    assertEquals("128, 3072-512-256-10", deep.text());
    long products = 2L * 3072 * 512 + 3L * 512 * 256 + 3L * 256 * 10;
    assertEquals(2 * 128 * products, Shapes.named("train-128x3072-512-256-10").flops());
  }

  @Test
  void jmhTakesTheSameSteps() throws NoSuchFieldException {
    Param param = StepBenchmark.class.getField("net").getAnnotation(Param.class);
    List<String> keys = Shapes.TRAINING_NETS.stream().map(String::valueOf).toList();
    assertEquals(keys, Arrays.asList(param.value()));
  }

  @Test
  void unknownNamesAreRejected() {
    assertThrows(IllegalArgumentException.class, () -> Shapes.trainingNet("100x51"));
    assertThrows(IllegalArgumentException.class, () -> Shapes.named("square-65"));
    assertThrows(IllegalArgumentException.class, () -> Shapes.matching("cube"));
  }

  @Test
  void jmhMeasuresTheSameSet() throws NoSuchFieldException {
    Param param = ProductBenchmark.class.getField("shape").getAnnotation(Param.class);
    List<String> names = Shapes.products().stream().map(ProductShape::name).toList();
    assertEquals(names, Arrays.asList(param.value()));
  }

  @Test
  void exactnessIsSeenAndItsLackToo() {
    try (Workspace workspace = new Workspace();
        Parallel parallel = new Parallel(1)) {
      for (String name : List.of("odd-97", "dW2-100x50", "dH-100x50")) {
        Operands operands = new Operands(Shapes.named(name), workspace);
        operands.fillIntegers();
        assertFalse(operands.productIsExact());
        operands.shape().multiply(Backends.scalar(parallel), operands);
        assertTrue(operands.productIsExact());
        operands.c().set(7, 9, operands.c().get(7, 9) + 1);
        assertFalse(operands.productIsExact());
      }
    }
  }
}
