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
    assertEquals(4, Shapes.matching("training").size());
    assertEquals(35, Shapes.products().size());
    assertEquals(39, Shapes.all().size());
  }

  @Test
  void dW1IsTheProductOfTheTransposedBatch() {
    ProductShape dW1 = Shapes.named("dW1-200x500");
    assertEquals(new ProductShape("dW1-200x500", Group.STEP, Form.TRANS_A, 3072, 500, 200), dW1);
    assertEquals(2L * 3072 * 500 * 200, dW1.flops());
  }

  @Test
  void unknownNamesAreRejected() {
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
