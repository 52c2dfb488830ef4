//! Portuguese word classes and lead-ins, written by the authors of gleaner. `words/mod.rs` says how to add a
//! word.

use super::WordLists;

pub(super) static PT: WordLists = WordLists {
    anaphoric: "\
        ele ela eles elas lhe lhes seu sua seus suas dele dela deles delas este esta estes estas isto esse essa esses \
        essas isso aquele aquela aqueles aquelas aquilo tal tais ambos ambas aqui ali lá aí nele nela neste nesta \
        nesse nessa disso disto",
    connective: "\
        e ou mas porém contudo todavia entretanto entanto portanto assim então logo depois além também ademais \
        outrossim finalmente aliás consequentemente igualmente embora enquanto senão ainda pois segundo",
    first_person: "\
        eu me mim meu minha meus minhas nós nos nosso nossa nossos nossas tu te ti teu tua você vocês vos vosso vossa",
    reporting: "\
        disse diz dizem disseram segundo conforme afirmou afirma explicou explica acrescentou declarou comentou \
        anunciou informou revelou destacou ressaltou contou relatou garantiu confirmou negou perguntou respondeu \
        escreveu supostamente alegadamente",
    bonus: "\
        importante importantes principal principais fundamental essencial primeiro primeira melhor melhores maior \
        maiores máximo recorde resultado resultados conclusão significativo significativa mostra mostram demonstra \
        revela objetivo chave histórico histórica",
    stigma: "talvez provavelmente exemplo apenas aparentemente possivelmente tabela figura vide cf",
    quantity: "\
        dois duas três quatro cinco seis sete oito nove dez onze doze treze quatorze catorze quinze vinte trinta \
        quarenta cinquenta sessenta setenta oitenta noventa cem cento centenas duzentos quinhentos mil milhares \
        milhão milhões bilhão bilhões dúzia dezenas metade terço quarto dobro triplo porcento euro euros dólar dólares \
        reais libras quilômetros quilómetros km metros kg quilos toneladas hectares graus habitantes",
    pronouns: "ele ela eles elas lhe lhes",
    demonstratives: "\
        este esta isto estes estas esse essa isso esses essas aquele aquela aquilo aqueles aquelas tal tais",
    definite: "o a os as",
    indefinite: "um uma uns umas",
    fillers: "sim não bem olá obrigado obrigada bem-vindos agora então",
    opens_clause: "\
        quando enquanto como depois após antes se desde embora porque em no na ao com por para durante segundo \
        até",
    outcomes: "\
        venceu ganhou morreu morreram preso presos condenado decidiu rejeitou aprovou anunciou encontrou mostrou \
        mostra revelou concluiu aumentou cresceu caiu subiu atingiu decisão votou assinou renunciou resultado \
        resultados descobriu eleito confirmou",
    of_text: "\
        seção capítulo figura tabela seguinte seguintes anterior exemplo exemplos imagem foto vídeo lição artigo \
        veja",
    obligations: "\
        deve devem deveria deveriam necessário necessária importante importantes essencial chave principal \
        principais fundamental",
    auxiliaries: "\
        é são era eram foi foram está estão tem têm tinha tinham será serão pode podem poderia deve devem há vai \
        vão",
    lead_ins: &[
        "ao mesmo tempo,",
        "enquanto isso,",
        "posteriormente,",
        "adicionalmente,",
        "em seguida,",
        "por último,",
        "por fim,",
        "além disso,",
        "além do mais,",
        "finalmente,",
        "igualmente,",
        "ademais,",
        "também,",
        "depois,",
        "e depois",
        "e também",
        "e",
    ],
};
