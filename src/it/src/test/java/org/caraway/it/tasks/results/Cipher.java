package org.caraway.it.tasks.results;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.caraway.spi.PayloadFormat;

/** Caesar's cipher, with thirteen letters: what it hides is seen to be hidden, no more. */
@ApplicationScoped
@Named("cipher")
public class Cipher implements PayloadFormat {

    @Override
    public String encode(String json) {
        StringBuilder text = new StringBuilder(json.length());
        json.chars().forEach(character -> text.append((char) turned(character)));
        return text.toString();
    }

    @Override
    public String decode(String text) {
        return encode(text);
    }

    private static int turned(int character) {
        int first = Character.isUpperCase(character) ? 'A' : 'a';
        return character >= first && character < first + 26 ? first + (character - first + 13) % 26 : character;
    }
}
