package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people type, and what they are told instead; no word that only Java people know. */
class SuggestionsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          train --lr 0.1             | '--lr'; did you mean --learning-rate?
          train --lr=0.1             | '--lr=0.1'; did you mean --learning-rate?
          train --lr-rate 0.1        | '--lr-rate'; did you mean --learning-rate?
          train --learningrate 0.1   | '--learningrate'; did you mean --learning-rate?
          train --learning_rate 0.1  | '--learning_rate'; did you mean --learning-rate?
          train --learnign-rate 0.1  | '--learnign-rate'; did you mean --learning-rate?
          train --batch 10           | '--batch'; did you mean --batch-size?
          train --batchsize 10       | '--batchsize'; did you mean --batch-size?
          train --epoch 3            | '--epoch'; did you mean --epochs?
          train --hiden 5            | '--hiden'; did you mean --hidden?
          train --weightdecay 0.1    | '--weightdecay'; did you mean --weight-decay?
          train --no-fuse            | '--no-fuse'; it is an option of grid
          train --folds 3            | '--folds'; it is an option of grid
          grid --split test          | '--split'; it is an option of evaluate, predict
          predict --model m --reg 1  | '--reg'; it is an option of train, grid, gradcheck
          train -o m                 | '-o'; did you mean --model?
          trian                      | Unknown command: 'trian'; did you mean train?
          tarin                      | Unknown command: 'tarin'; did you mean train?
          gird                       | Unknown command: 'gird'; did you mean grid?
          eval                       | Unknown command: 'eval'; did you mean evaluate?
          predcit                    | Unknown command: 'predcit'; did you mean predict?
          docter                     | Unknown command: 'docter'; did you mean doctor?
          help                       | Unknown command: 'help'; did you mean --help?
          data lsit                  | Unknown command: 'lsit'; did you mean list?
          data download cifar10      | Unknown command: 'download'; did you mean fetch?
          """)
  void whatPeopleType(String line, String told) {
    String error = CommandRun.of(line.split(" ")).error(2);
    assertTrue(error.contains(told + " (see "), error);
  }

  @ParameterizedTest
  @ValueSource(strings = {"train --zebra 1", "train --momentum 0.9", "train -x", "zebra"})
  void nothingIsLikeIt(String line) {
    String error = CommandRun.of(line.split(" ")).error(2);
    assertFalse(error.contains(";"), error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          train --epochs abc            | 'abc' is not a whole number
          train --epochs 1.5            | '1.5' is not a whole number
          train --epochs 3000000000     | '3000000000' is not within -2147483648 to 2147483647
          train --train-size x          | 'x' is not a whole number
          train --threads 1e2           | '1e2' is not a whole number
          train --seed x                | 'x' is not a whole number
          train --seed 99999999999999999999 | is not within -9223372036854775808 to 9223372036854775807
          train --learning-rate x       | 'x' is not a number
          train --weight-scale x        | 'x' is not a number
          train --weight-scale -1       | weight scale must be 0 or more
          train --activation swish      | 'swish' is none of relu, leaky-relu, sigmoid, tanh, gelu
          train --init foo              | 'foo' is none of auto, gaussian, he
          train --json=1                | it takes no value, got '1'
          grid --epochs 1,x             | 'x' is not a whole number, nor a range
          grid --reg x..1               | 'x..1' is not a number, nor a range
          grid --activation relu,swish  | 'swish' is none of relu, leaky-relu, sigmoid, tanh, gelu
          grid --reg 1e-4,1e-4          | --reg has the value 1e-4 twice
          grid --search random --reg 1..1e-4 | --reg 1..1e-4: a range must go from a smaller
          evaluate --model m --split a  | 'a' is none of train, validation, test
          """)
  void wordsArePlain(String line, String told) {
    String error = CommandRun.of(line.split(" ")).error(2);
    assertTrue(error.contains(told), error);
    for (String word :
        new String[] {"int", "long", "double", "boolean", "Path", "Optional", "class"}) {
      assertFalse(error.matches(".*\\b" + word + "\\b.*"), error);
    }
  }

  /** Values stay what they were, but for the words of the error. */
  @Test
  void valuesAreReadAsBefore() {
    CommandRun run = CommandRun.of("data", "list", "--json=true");
    assertTrue(run.done().out().startsWith("{"), run.out());
  }
}
