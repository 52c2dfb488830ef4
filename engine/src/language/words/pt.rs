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
