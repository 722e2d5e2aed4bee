package dev.lanewise.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Class weights: what they read and write, what they refuse, and what balanced ones are. */
class ClassWeightsTest {

  @Test
  void readsWhatItWrites() {
    assertEquals(ClassWeights.of(1, 2, 0.5), ClassWeights.parse("1,2,0.5"));
    assertEquals("1.0,2.0,0.5", ClassWeights.parse("1,2,.5").toString());
    assertEquals(ClassWeights.NONE, ClassWeights.parse("none"));
    assertEquals(ClassWeights.BALANCED, ClassWeights.parse("Balanced"));
    assertNotEquals(ClassWeights.of(1, 2), ClassWeights.of(2, 1));
    assertNotEquals(ClassWeights.NONE, ClassWeights.of(1, 1));
    assertTrue(ClassWeights.NONE.areNone());
    assertFalse(ClassWeights.of(1).areNone());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",", "1,", "1,x", "1;2", "-1,2", "0,0", "NaN", "Infinity,1", "1e21", "1e-21"})
  void refuses(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ClassWeights.parse(text));
    assertTrue(e.getMessage().matches(".*(such as 1,2,0.5|must be).*"), e.getMessage());
  }

  @Test
  void valuesAndSums() {
    ClassWeights weights = ClassWeights.of(1, 0, 5);
    assertEquals(0, weights.weight(1));
    assertEquals(6, weights.sum(3));
    assertEquals(1, ClassWeights.NONE.weight(7));
    assertEquals(8, ClassWeights.NONE.sum(8));
  }

  /** n / (K · n[c]): 12 samples of 3 classes; a class that does not occur weighs nothing. */
  @Test
  void balanced() {
    assertEquals(ClassWeights.of(4, 0.5, 4.0 / 3), ClassWeights.BALANCED.resolved(1, 8, 3));
    assertEquals(ClassWeights.of(2, 0, 0.4), ClassWeights.BALANCED.resolved(2, 0, 10));
    assertEquals(ClassWeights.of(1, 2), ClassWeights.of(1, 2).resolved(5, 9));
    assertEquals(ClassWeights.NONE, ClassWeights.NONE.resolved(5, 9));
  }

  @Test
  void anotherNumberOfClasses() {
    ClassWeights two = ClassWeights.of(1, 2);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> two.requireClasses(3));
    assertEquals("class weights must be as many as classes, 3, got 2: 1.0,2.0", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> two.resolved(1, 2, 3));
    assertThrows(IllegalArgumentException.class, () -> two.requireResolved(3));
    assertThrows(IllegalArgumentException.class, () -> ClassWeights.BALANCED.requireResolved(3));
    two.requireResolved(2);
    ClassWeights.BALANCED.requireClasses(3);
    ClassWeights.NONE.requireResolved(3);
  }
}
