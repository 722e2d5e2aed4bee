package dev.lanewise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.examples.EmbeddingExample.Answer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The examples do what they say, on points inside and outside a circle. */
class EmbeddingExampleTest {

  private static final int SIZE = 1000;

  private static float[][] points(long seed) {
    Random random = new Random(seed);
    float[][] points = new float[SIZE][2];
    for (float[] point : points) {
      point[0] = (float) random.nextGaussian();
      point[1] = (float) random.nextGaussian();
    }
    return points;
  }

  private static int[] labels(float[][] points) {
    int[] labels = new int[points.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = Math.hypot(points[i][0], points[i][1]) < 1.2 ? 1 : 0;
    }
    return labels;
  }

  @Test
  void learnsACircle() {
    float[][] x = points(1);
    float[][] unseen = points(2);
    int[] expected = labels(unseen);
    Answer answer = EmbeddingExample.trainAndPredict(x, labels(x), unseen);
    double right = 0;
    for (int i = 0; i < SIZE; i++) {
      int predicted = answer.classes()[i];
      float[] p = answer.probabilities()[i];
      right += predicted == expected[i] ? 1 : 0;
      assertEquals(1, p[0] + p[1], 1e-6);
      assertTrue(p[predicted] >= 0.5);
    }
    assertTrue(right / SIZE > 0.95, "accuracy " + right / SIZE);
  }

  @Test
  void searchesForTheBestNet() {
    float[][] x = points(1);
    float[][] validation = points(3);
    float[][] unseen = points(2);
    int[] expected = labels(unseen);
    SearchExample.Answer answer =
        SearchExample.searchAndPredict(x, labels(x), validation, labels(validation), unseen);
    assertTrue(answer.best().validationAccuracy() > 0.95, answer.best().toString());
    double right = 0;
    for (int i = 0; i < SIZE; i++) {
      right += answer.classes()[i] == expected[i] ? 1 : 0;
    }
    assertTrue(right / SIZE > 0.93, "accuracy " + right / SIZE);
  }
}
