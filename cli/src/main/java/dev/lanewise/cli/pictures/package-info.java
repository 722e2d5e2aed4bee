/** Picture files as samples: decoding, orientation, transparency, and what is refused. */
package dev.lanewise.cli.pictures;
