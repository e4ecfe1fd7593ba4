package io.cdntopology.git;

/** Who is trusted, by signatures of one kind. */
interface SignatureVerifier {
    /** What the text of such a signature begins with. */
    String beginning();

    /** What such signatures are called. */
    String kind();

    /**
     * Makes sure that somebody trusted signed it.
     *
     * @param signature the text of a signature that begins so
     */
    void verify(SignedObject object, String signature) throws SignatureRefusal;
}
